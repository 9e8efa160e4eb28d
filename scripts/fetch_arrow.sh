#!/bin/sh
# Fetches Arrow C++ for feather and parquet files into build/arrow when it is not there: headers, libarrow and libparquet from
# the pinned pyarrow wheel. Needs python3 with pip (Debian: python3-pip), nothing is installed. Without Arrow Tremolo builds
# and runs, but refuses such files: so a fetch that fails is said, and is no failure.
set -eu

version=26.0.1
library=libarrow.so.2600
parquet=libparquet.so.2600
root=$(cd "$(dirname "$0")/.." && pwd)
target=$root/build/arrow

if [ -f "$target/pyarrow/$library" ] && [ -f "$target/pyarrow/$parquet" ] && [ -f "$target/pyarrow/include/arrow/api.h" ]; then
    exit 0
fi
machine=$(uname -m)
do_without() {
    echo "$1: files in feather and parquet format will be refused" >&2
    exit 0
}
case $machine in
x86_64 | aarch64) ;;
*) do_without "there is no pyarrow wheel for $machine" ;;
esac

mkdir -p "$target"
scratch=$(mktemp -d "$target/fetch.XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM
echo "fetching pyarrow $version (about 55 MB) for feather and parquet files"
# `download` is allowed where Debian manages python; the wheel is for 3.11 whatever python runs here: only its C++ is used.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
    --implementation cp --platform "manylinux_2_28_$machine" --dest "$scratch" "pyarrow==$version" ||
    do_without "pyarrow $version could not be fetched"
python3 - "$scratch" "$library" "$parquet" <<'PYTHON'
import glob, sys, zipfile

scratch, *libraries = sys.argv[1:]
wheel, = glob.glob(scratch + "/pyarrow-*.whl")
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        notice = ".dist-info/" in name and ("LICENSE" in name or "NOTICE" in name)
        header = name.startswith(("pyarrow/include/arrow/", "pyarrow/include/parquet/"))
        if header or notice or name in ["pyarrow/" + library for library in libraries]:
            archive.extract(name, scratch + "/unpacked")
PYTHON
chmod 755 "$scratch/unpacked/pyarrow/$library" "$scratch/unpacked/pyarrow/$parquet"
# The library last and by renaming: a fetch that is interrupted leaves nothing that looks complete.
rm -rf "$target/pyarrow" "$target"/pyarrow-*.dist-info
mv "$scratch/unpacked"/* "$target/"
