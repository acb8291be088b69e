#pragma once

#include "tests/pipeline/truth/truth_rows.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Way of the known field through another program, and the result of `cityflux totals`.
struct Chain {
    std::string file; ///< of its table, without its suffix
    std::string name;
    std::string shows;
    std::string unreadable; ///< why the table cannot be read; nothing else is set then

    /// Programs on the PATH; "python: NAME" is a module of Debian's Python.
    std::vector<std::string> needs;
    std::string run; ///< lines for the shell, or
    std::string script; ///< for Python
    std::string reads; ///< what the program reads afterwards
    std::vector<std::string> options; ///< of `cityflux totals`

    bool refused = false;
    int exit = 0; ///< exit code
    std::vector<std::string> says; ///< words on the standard error
    std::vector<TruthRow> rows; ///< rows that the table must have
    std::size_t row_count = 0; ///< of the whole table
    double tolerance = 1e-9; ///< relative
};

/// Reads the chains of a folder in the order of their files. A table that cannot be read is one
/// chain, with the reason.
std::vector<Chain> read_chains(const std::filesystem::path& folder);

} // namespace cityflux
