#!/bin/sh
# Builds the .dmg in target/installer, on a Mac. Needs a JDK 25 (JAVA_HOME) and Xcode's command line tools.
set -eu
cd "$(dirname "$0")/.."
if [ ! -x "${JAVA_HOME:-}/bin/jpackage" ]; then
    echo "macos.sh: wanted a JDK 25 or newer with jpackage in JAVA_HOME, found '${JAVA_HOME:-}': set it" >&2
    exit 2
fi
rm -rf target/installer
./mvnw -q -DskipTests -Dspotless.check.skip=true process-classes jar:jar dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/installer/lib
cp target/atelier.jar target/installer/lib/
"$JAVA_HOME/bin/java" installers/Slim.java target/installer/lib osx-aarch64 darwin-aarch64 Mac/aarch64
"$JAVA_HOME/bin/jpackage" @installers/app.args @installers/macos.args
ls -lh target/installer/*.dmg
