@echo off
rem Starts Atelier with a JDK 25 or newer; builds first when the sources are newer than the build.
setlocal EnableExtensions
set "here=%~dp0"
set "jdk="
if defined JAVA_HOME call :try "%JAVA_HOME%"
for %%r in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%USERPROFILE%\.jdks") do (
    for /d %%d in ("%%~r\*") do if not defined jdk call :try "%%~d"
)
if not defined jdk for /f "delims=" %%j in ('where java 2^>nul') do if not defined jdk call :try "%%~dpj.."
if not defined jdk (
    echo atelier: wanted a JDK 25 or newer, found none: install one from https://adoptium.net, or set JAVA_HOME to it 1>&2
    exit /b 2
)

set "stale=1"
if exist "%here%target\atelier.jar" if exist "%here%target\classpath.txt" for /f %%s in ('powershell -NoProfile -Command "$s = (Get-Item -LiteralPath '%here%target\atelier.jar').LastWriteTime; if (Test-Path -LiteralPath '%here%target\launcher.stamp') { $s = (Get-Item -LiteralPath '%here%target\launcher.stamp').LastWriteTime }; $n = Get-ChildItem -Recurse -LiteralPath '%here%src\main', '%here%resources' | Where-Object LastWriteTime -gt $s | Select-Object -First 1; if ($n -or (Get-Item -LiteralPath '%here%pom.xml').LastWriteTime -gt $s) { 1 } else { 0 }"') do set "stale=%%s"
if "%stale%"=="1" (
    echo atelier: building, as the sources are newer than the build ^(the first time also downloads libraries^) ... 1>&2
    pushd "%here%"
    set "JAVA_HOME=%jdk%"
    call mvnw.cmd -q -DskipTests -Dspotless.check.skip=true process-classes jar:jar 1>&2
    if errorlevel 1 (
        popd
        echo atelier: the build failed: see the lines above 1>&2
        exit /b 1
    )
    popd
    type nul > "%here%target\launcher.stamp"
)

set "OPT_OUT_TRACKING=true"
for /f "usebackq delims=" %%c in ("%here%target\classpath.txt") do set "libraries=%%c"
rem The class path is longer than a command line may be: an argument file holds it. Backslashes are doubled there.
set "arguments=%here%target\launcher.%RANDOM%%RANDOM%.args"
set "classes=%here%target\atelier.jar;%libraries%"
> "%arguments%" echo -cp "%classes:\=\\%"
set "cache=%here%target\atelier.aot"
set "options=-Xlog:aot*=off,cds*=off -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dai.djl.offline=true -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 %ATELIER_JAVA_OPTIONS%"
if "%stale%"=="1" (
    echo atelier: rehearsing the start, which makes every later one quick ... 1>&2
    del "%cache%" 2>nul
    "%jdk%\bin\java.exe" "-XX:AOTCacheOutput=%cache%" %options% "@%arguments%" dev.atelier.Main rehearse >nul 2>&1 || del "%cache%" 2>nul
)
rem The cache is the window's: a command would only load more than it needs.
set "cached=-Xshare:auto"
set "window="
if "%~1"=="" set "window=1"
if "%~1"=="demo" set "window=1"
if /i "%~x1"==".atelier" if "%~2"=="" set "window=1"
if defined window if exist "%cache%" set "cached=-XX:AOTCache=%cache%"
"%jdk%\bin\java.exe" "%cached%" %options% "-Datelier.launcher=%~f0" "@%arguments%" dev.atelier.Main %*
set "code=%ERRORLEVEL%"
del "%arguments%" 2>nul
exit /b %code%

:try
if not exist "%~1\bin\java.exe" exit /b 1
if not exist "%~1\release" exit /b 1
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do for /f "tokens=1 delims=.-+ " %%m in ("%%~v") do if %%m GEQ 25 set "jdk=%~f1"
exit /b 0
