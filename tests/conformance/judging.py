"""What the programs that hold Tremolo against something have in common: a folder for the run, and a count of what differed."""
import contextlib
import shutil
import tempfile
from pathlib import Path


@contextlib.contextmanager
def run_folder(name, keep):
    """A folder that is removed at the end; or kept, and told."""
    folder = Path(tempfile.mkdtemp(prefix=f"tremolo-{name}-"))
    try:
        yield folder
    finally:
        if keep:
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)


class Count:
    def __init__(self, verbose):
        self.verbose, self.passed, self.failed = verbose, 0, 0

    def take(self, name, differing):
        """One comparison: passed when nothing differs. Of a failed one the first five differences are told, or all."""
        self.passed, self.failed = self.passed + (not differing), self.failed + bool(differing)
        if differing:
            print(f"FAIL {name}", *("       " + line for line in (differing if self.verbose else differing[:5])), sep="\n", flush=True)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed"

    def exit_status(self):
        """Tells the count. Nothing compared is a failure too."""
        print(self)
        return 1 if self.failed or not self.passed else 0
