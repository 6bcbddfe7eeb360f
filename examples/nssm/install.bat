@echo off
rem install.bat NAME PROGRAM [ARGUMENTS...]
rem
rem Makes PROGRAM the Windows service NAME, with NSSM (https://nssm.cc): it starts with the system, it
rem is started again when it dies, and a stop is a Ctrl-C that it may answer. Start it afterwards with
rem "nssm start NAME". As an administrator; nssm.exe in PATH, or its place in the variable NSSM.
rem
rem To have watchdog keep the program, and NSSM keep watchdog:
rem   install.bat app C:\tools\watchdog.exe keep -- C:\app\app.exe --port 80
setlocal
if "%~2"=="" goto usage
if "%NSSM%"=="" set NSSM=nssm.exe
if "%LOGS%"=="" set LOGS=%ProgramData%\%~1
if not exist "%LOGS%" mkdir "%LOGS%"

"%NSSM%" install %*
if errorlevel 1 exit /b 1
rem Streams that lead to files: a program with a console of its own can't be read by anybody.
"%NSSM%" set "%~1" AppStdout "%LOGS%\%~1.out.log"
"%NSSM%" set "%~1" AppStderr "%LOGS%\%~1.err.log"
rem Any end but success is followed by a restart, half a second later.
"%NSSM%" set "%~1" AppExit Default Restart
"%NSSM%" set "%~1" AppExit 0 Exit
"%NSSM%" set "%~1" AppRestartDelay 500
"%NSSM%" set "%~1" AppThrottle 0
rem Time to answer Ctrl-C, more than watchdog gives what it keeps.
"%NSSM%" set "%~1" AppStopMethodConsole 15000
exit /b 0

:usage
echo usage: install.bat NAME PROGRAM [ARGUMENTS...]
exit /b 2
