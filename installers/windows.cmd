@echo off
rem Builds the .msi in target\installer. Needs a JDK 25 (JAVA_HOME) and WiX 3 or newer on the PATH.
setlocal
cd /d "%~dp0.."
if not exist "%JAVA_HOME%\bin\jpackage.exe" (
    echo windows.cmd: wanted a JDK 25 or newer with jpackage in JAVA_HOME, found '%JAVA_HOME%': set it 1>&2
    exit /b 2
)
if exist target\installer rmdir /s /q target\installer
call mvnw.cmd -q -DskipTests -Dspotless.check.skip=true process-classes jar:jar dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/installer/lib || exit /b 1
copy /y target\atelier.jar target\installer\lib\ >nul || exit /b 1
"%JAVA_HOME%\bin\java" installers\Slim.java target\installer\lib win-x86_64 win32-x86-64 Windows/x86_64 || exit /b 1
"%JAVA_HOME%\bin\jpackage" @installers\app.args @installers\windows.args || exit /b 1
dir target\installer\*.msi
