#!/usr/bin/env bash
# A real systemd for tests, as pid 1 of namespaces of its own, on a root of its own in memory. Nothing of this machine
# can be written from in there but DIR/share, which it sees as /share.
#   systemd_sandbox.sh boot DIR           boots, and returns when that systemd ends
#   systemd_sandbox.sh run DIR CMD...     runs a command inside
# Units go to DIR/units before the boot. Needs root, util-linux, systemd and a mounted cgroup2 hierarchy; exits with 77
# (skipped) and says so where one of them is missing.
set -euo pipefail

skip() { echo "skipped: $*" >&2; exit 77; }

check_needs() {
  [ "$(id -u)" = 0 ] || skip "not root"
  [ -x /lib/systemd/systemd ] || skip "systemd is not installed"
  cgroups=$(awk '$3 == "cgroup2" {print $2; exit}' /proc/mounts)
  [ -n "$cgroups" ] || skip "no cgroup2 hierarchy is mounted"
  unshare --mount --pid --fork --net true 2>/dev/null || skip "no namespaces may be made here"
  mkdir "$cgroups/watchdog-test-$$" 2>/dev/null || skip "no control group may be made here"
}

boot() {
  check_needs
  local group="$cgroups/watchdog-test-$$"
  echo "$group" > "$dir/cgroup"
  echo $$ > "$group/cgroup.procs"
  echo $$ > "$dir/pid"  # exec keeps the number: it is unshare's from here on.
  exec unshare --cgroup --mount --pid --uts --ipc --net --fork --kill-child --propagation private \
    bash "$self" inside "$dir"
}

read_only() { mkdir -p "$root$1"; mount --rbind "$1" "$root$1"; mount -o remount,bind,ro "$root$1"; }

make_root() {
  root=$dir/root
  mkdir -p "$root"
  mount -t tmpfs -o mode=755,size=64m tmpfs "$root"
  mkdir -p "$root"/{proc,sys,dev/shm,run,tmp,var/log,root,old,share,etc/systemd}
  read_only /usr
  local link
  for link in bin sbin lib lib32 lib64; do [ ! -L "/$link" ] || cp -a "/$link" "$root/$link"; done
  cp /etc/ld.so.cache "$root/etc/"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n' > "$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' > "$root/etc/group"
  echo 0123456789abcdef0123456789abcdef > "$root/etc/machine-id"
  cp -r "$dir/units" "$root/etc/systemd/system"
  mount --bind "$dir/share" "$root/share"
  local device
  for device in null zero full random urandom; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
}

enter_root() {
  cd "$root"
  pivot_root . old
  mount -t proc -o nosuid,nodev,noexec proc /proc
  mount --bind /proc/sys /proc/sys
  mount -o remount,bind,ro /proc/sys
  [ ! -e /proc/sysrq-trigger ] || mount --bind /dev/null /proc/sysrq-trigger
  mount -t sysfs -o ro sysfs /sys
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup 2>/dev/null || true
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  umount -l /old
  rmdir /old
  mount -t tmpfs -o mode=755 tmpfs /run
}

refuse_unless_sealed() {
  local place
  for place in /usr /proc/sys /sys; do [ ! -w "$place/." ] || { echo "$place can be written" >&2; exit 1; }; done
  [ ! -e /home ] && [ ! -e /old ] || { echo "this machine's folders are in reach" >&2; exit 1; }
}

inside() {
  make_root
  enter_root
  refuse_unless_sealed
  local without=-sys_time,-sys_module,-sys_boot,-mknod,-sys_rawio,-syslog
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=watchdog-test \
    setpriv --bounding-set=$without --inh-caps=$without \
    /lib/systemd/systemd --system --unit=test.target --log-target=console --log-level=notice --show-status=no
}

run() {
  local outer first
  outer=$(cat "$dir/pid")
  first=$(cut -d' ' -f1 "/proc/$outer/task/$outer/children")
  exec nsenter --target "$first" --mount --pid --cgroup --uts --ipc --net -- "$@"
}

self=$(realpath "$0")
verb=$1
dir=$(realpath "$2")
shift 2
"$verb" "$@"
