package dev.atelier;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The arrows between packages, and where each big library may be used. */
@AnalyzeClasses(packages = "dev.atelier", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS = Architectures.layeredArchitecture().consideringOnlyDependenciesInAnyPackage("dev.atelier..").withOptionalLayers(true)
            .layer("main").definedBy("dev.atelier")
            .layer("domain").definedBy("dev.atelier.domain..")
            .layer("engine").definedBy("dev.atelier.engine..")
            .layer("memory").definedBy("dev.atelier.memory..")
            .layer("store").definedBy("dev.atelier.store..")
            .layer("job").definedBy("dev.atelier.job..")
            .layer("cli").definedBy("dev.atelier.cli..")
            .layer("starter").definedBy("dev.atelier.starter..")
            .layer("ui").definedBy("dev.atelier.ui..")
            .layer("view").definedBy("dev.atelier.view..")
            .whereLayer("domain").mayNotAccessAnyLayer()
            .whereLayer("ui").mayNotAccessAnyLayer()
            .whereLayer("engine").mayOnlyAccessLayers("domain")
            .whereLayer("memory").mayOnlyAccessLayers("domain")
            .whereLayer("store").mayOnlyAccessLayers("domain")
            .whereLayer("job").mayOnlyAccessLayers("store", "domain")
            .whereLayer("starter").mayOnlyAccessLayers("engine", "domain")
            .whereLayer("cli").mayOnlyAccessLayers("engine", "job", "store", "memory", "domain", "starter")
            .whereLayer("view").mayOnlyAccessLayers("ui", "job", "store", "memory", "domain");

    @ArchTest
    static final ArchRule TENSORS_ONLY_IN_THE_ENGINE = noClasses().that().resideOutsideOfPackage("dev.atelier.engine..").should().dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule SQL_ONLY_IN_THE_STORE = noClasses().that().resideOutsideOfPackage("dev.atelier.store..").should().dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule WINDOWS_ONLY_IN_UI_VIEW_AND_APP = noClasses().that().resideOutsideOfPackages("dev.atelier.ui..", "dev.atelier.view..").and()
            .doNotHaveFullyQualifiedName("dev.atelier.App").should().dependOnClassesThat().resideInAPackage("javafx..");

    @ArchTest
    static final ArchRule A_VIEW_MODEL_KNOWS_NO_CONTROL = noClasses().that().haveSimpleNameEndingWith("ViewModel").should().dependOnClassesThat()
            .resideInAnyPackage("javafx.scene..", "javafx.stage..").allowEmptyShould(true);

    /** An observer without an argument hears of an invalidation: not of the next one, unless somebody has read the value in between. */
    @ArchTest
    static final ArchRule OBSERVERS_HEAR_OF_EVERY_CHANGE = noClasses().should().callMethodWhere(
            target(name("subscribe")).and(target(rawParameterTypes(Runnable.class))).as("a subscriber to invalidations is called"));

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_KNOWN = classes().should().resideInAnyPackage("dev.atelier", "dev.atelier.domain..", "dev.atelier.engine..", "dev.atelier.memory..",
            "dev.atelier.store..", "dev.atelier.job..", "dev.atelier.cli..", "dev.atelier.starter..", "dev.atelier.ui..", "dev.atelier.view..");
}
