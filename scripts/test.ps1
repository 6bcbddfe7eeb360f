# scripts\test.ps1: builds and runs the tests on Windows.
Set-Location (Join-Path $PSScriptRoot '..')
. scripts/lib/build.ps1

Build-Watchdog build/dev Debug
Invoke-Checked ctest @('--test-dir', 'build/dev', '-C', 'Debug', '--output-on-failure')
