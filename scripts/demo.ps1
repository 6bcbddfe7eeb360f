# scripts\demo.ps1 [FOLDER]: kills an application again and again while watchdog keeps it, and looks whether its result is right.
param([string] $Folder = "$env:ProgramFiles")
Set-Location (Join-Path $PSScriptRoot '..')
. scripts/lib/build.ps1
$kills = 300 # At the most: the job may be done before.

function Find-Program([string] $name) {
  (Get-ChildItem build/release -Recurse -Filter "$name.exe" | Select-Object -First 1).FullName
}

Build-Watchdog build/release Release @('watchdog', 'inventory')
$watchdog = Find-Program watchdog
$inventory = Find-Program inventory
$demo = New-Item -ItemType Directory -Force build/demo
Remove-Item "$demo/*"

# Windows PowerShell 5 takes each line of a redirected error output for an error of its own.
$ErrorActionPreference = 'Continue'

'the application alone, undisturbed'
Invoke-Checked $inventory @('--manifest', "$demo/undisturbed.txt", $Folder) *> $null

"the same under watchdog, killed all the while"
$restarts = @()
$killedAt = $null
$number = 0
& $watchdog keep --json --restart on-failure --delay 0 -- $inventory --manifest "$demo/killed.txt" --step 20ms --throttle 1 $Folder 2>&1 |
  ForEach-Object { "$_" } | Where-Object { $_ -match '"event":"started"' } | ForEach-Object {
    $started = $_ | ConvertFrom-Json
    if ($killedAt) { $restarts += (([datetime] $started.ts).ToUniversalTime() - $killedAt).TotalMilliseconds }
    $killedAt = $null
    if ($number -lt $kills) {
      Start-Sleep -Milliseconds (Get-Random -Minimum 50 -Maximum 150)
      $killedAt = [datetime]::UtcNow
      Stop-Process -Id $started.pid -Force -ErrorAction SilentlyContinue
      $number++
    }
  }
$ErrorActionPreference = 'Stop'
if ($LASTEXITCODE -ne 0) { throw "watchdog ended with exit code $LASTEXITCODE." }

$sorted = @($restarts | Sort-Object)
if ($sorted.Count -eq 0) { throw 'nothing was killed: the folder is too small.' }
'killed {0} times; back after {1:n1} ms (median; slowest {2:n1} ms), from the kill to the new start' -f
  $sorted.Count, $sorted[[int][math]::Floor(($sorted.Count - 1) / 2)], $sorted[-1]
if ((Get-FileHash "$demo/undisturbed.txt").Hash -ne (Get-FileHash "$demo/killed.txt").Hash) { throw "the result is WRONG; see $demo." }
'result right: byte for byte that of a run that nobody disturbed'
