#!/bin/sh
# Builds the Linux program folder and the .deb in target/installer. Needs a JDK 25 (JAVA_HOME), and dpkg-deb and fakeroot for the .deb.
set -eu
cd "$(dirname "$0")/.."
if [ ! -x "${JAVA_HOME:-}/bin/jpackage" ]; then
    echo "linux.sh: wanted a JDK 25 or newer with jpackage in JAVA_HOME, found '${JAVA_HOME:-}': set it" >&2
    exit 2
fi
rm -rf target/installer
./mvnw -q -DskipTests -Dspotless.check.skip=true process-classes jar:jar dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/installer/lib
cp target/atelier.jar target/installer/lib/
"$JAVA_HOME/bin/java" installers/Slim.java target/installer/lib linux-x86_64 linux-x86-64 Linux/x86_64
"$JAVA_HOME/bin/jpackage" --type app-image @installers/app.args @installers/linux.args

# A start is rehearsed once; what Java loaded meanwhile lies ready for every start of the installed program.
# It knows the jars by their times, so these have to be the same in the package: dpkg-deb sets them all to SOURCE_DATE_EPOCH.
image=target/installer/atelier
export SOURCE_DATE_EPOCH=1767225600
find "$image" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
app=$PWD/$image/lib/app
jars=$(sed -n "s:^app.classpath=\$APPDIR:$app:p" "$app/atelier.cfg" | tr '\n' ':')
"$image/lib/runtime/bin/java" -XX:AOTCacheOutput="$app/atelier.aot" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dai.djl.offline=true -cp "${jars%:}" dev.atelier.Main rehearse >target/installer/rehearsal.log 2>&1
# shellcheck disable=SC2016 # the launcher knows $APPDIR
echo 'java-options=-XX:AOTCache=$APPDIR/atelier.aot' >>"$app/atelier.cfg"

if command -v dpkg-deb >/dev/null && command -v fakeroot >/dev/null; then
    "$JAVA_HOME/bin/jpackage" --app-image "$image" @installers/deb.args
    ls -lh target/installer/*.deb
fi
