# What scripts\test.ps1 and scripts\demo.ps1 share. Visual Studio (or its build tools) and CMake are asked for, nothing else:
# the dependencies come from their pinned sources.
$ErrorActionPreference = 'Stop'

function Assert-Tool([string] $name, [string] $source) {
  if (-not (Get-Command $name -ErrorAction SilentlyContinue)) {
    throw "please install $name, which the build needs ($source), and run this again."
  }
}

function Invoke-Checked([string] $program, [string[]] $arguments) {
  & $program @arguments
  if ($LASTEXITCODE -ne 0) { throw "$program failed with exit code $LASTEXITCODE." }
}

# Build FOLDER CONFIG TARGETS...: with whatever compiler CMake finds; Visual Studio's as a rule.
function Build-Watchdog([string] $folder, [string] $config, [string[]] $targets) {
  Assert-Tool cmake 'https://cmake.org'
  Assert-Tool git 'https://git-scm.com'
  Invoke-Checked cmake @('-S', '.', '-B', $folder, "-DCMAKE_BUILD_TYPE=$config")
  $arguments = @('--build', $folder, '--config', $config, '--parallel')
  if ($targets) { $arguments += @('--target') + $targets }
  Invoke-Checked cmake $arguments
}
