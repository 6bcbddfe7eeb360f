// SPDX-License-Identifier: MIT
#include "watchdog/block/script.hpp"

#include "support/catch.hpp"

using namespace watchdog;

namespace {

std::string script(const std::string& program, const std::vector<std::string>& words) {
  return std::string(block::script_of(program, words));
}

}  // namespace

TEST_CASE("the script is what stands behind an interpreter's options") {
  CHECK(script("dash", {"/bin/sh", "/opt/job"}) == "/opt/job");
  CHECK(script("bash", {"bash", "-e", "-o", "pipefail", "job.sh", "other"}) == "job.sh");
  CHECK(script("python3.11", {"python3", "-u", "-W", "ignore", "app.py", "-m", "x"}) == "app.py");
  CHECK(script("node", {"node", "--import", "./hook.js", "--inspect", "server.js"}) == "server.js");
  CHECK(script("java", {"java", "-Xmx1G", "-cp", "a:b", "com.example.Main"}) == "com.example.Main");
  CHECK(script("perl", {"perl", "-w", "--", "-odd"}) == "-odd");
  CHECK(script("PowerShell.exe", {"powershell", "-ExecutionPolicy", "Bypass", "-File", "a.ps1"}) ==
        "a.ps1");
}

TEST_CASE("an option may name the script") {
  CHECK(script("python3", {"python3", "-m", "http.server", "80"}) == "http.server");
  CHECK(script("java", {"java", "-Xmx1G", "-jar", "game.jar", "nogui"}) == "game.jar");
}

TEST_CASE("a text a question or the input is no script") {
  CHECK(script("sh", {"sh", "-c", "sleep 1", "job"}).empty());
  CHECK(script("bash", {"bash", "-lc", "job"}).empty());
  CHECK(script("python3", {"python3", "-c", "pass", "app.py"}).empty());
  CHECK(script("perl", {"perl", "-e", "1", "job"}).empty());
  CHECK(script("python3", {"python3", "-"}).empty());
  CHECK(script("python3", {"python3"}).empty());
  CHECK(script("python3", {"python3", "-m"}).empty());
  CHECK(script("bash", {}).empty());
}

TEST_CASE("who is no interpreter runs no script") {
  CHECK(script("vi", {"vi", "job.sh"}).empty());
  CHECK(script("bashful", {"bashful", "job.sh"}).empty());
}
