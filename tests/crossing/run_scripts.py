"""Runs chain.py in each of the given folders; an error goes to chain.err there.

Each run is a fork of one process, because importing the modules takes longer than the scripts.
"""

import importlib
import os
import sys
import traceback
import warnings

warnings.simplefilter("ignore")
for module in ("netCDF4", "pandas", "rasterio", "xarray"):
    try:
        importlib.import_module(module)
    except ImportError:
        pass

for folder in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        try:
            with open("chain.py", encoding="utf-8") as script:
                exec(compile(script.read(), "chain.py", "exec"), {})
        except Exception:
            with open("chain.err", "w", encoding="utf-8") as errors:
                traceback.print_exc(file=errors)
        os._exit(0)
    os.waitpid(child, 0)
