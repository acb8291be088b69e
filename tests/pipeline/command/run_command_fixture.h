#pragma once

#include "tests/run_program.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {

/// Bytes of files by their path in a folder.
using FileTree = std::map<std::string, std::string>;

/// Reads all files below a folder, but for the lock of a run.
FileTree tree_of(const std::filesystem::path& folder);

/// Paths of a tree.
std::set<std::string> names_of(const FileTree& tree);

/// Grid of 3 x 3 equal cells, 100-103 E 30-33 N.
struct EvenGrid {
    int year = 2019;
    double tonnes = 1.0; ///< of each cell
};

/// Tests of `cityflux run` over the pipeline p.toml, whose output folder is out: totals/a and
/// totals/b of the grids a2019.nc (1 t a cell) and b2019.nc (2 t a cell) for two cities.
class RunCommand : public ::testing::Test {
protected:
    /// Tables [pipeline] and [boundaries] of the pipeline.
    static constexpr const char* head = "[pipeline]\nname = \"test\"\noutput = "
                                        "\"out\"\n[boundaries]\nfile = \"squares.geojson\"\n";
    static constexpr const char* two_stages
        = "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n[[totals]]\nname = \"b\"\nfiles = "
          "[\"b*.nc\"]\n";
    static constexpr const char* up_to_date = "nothing to do: all outputs are up to date in out\n";

    RunCommand();

    /// Writes p.toml.
    void pipeline(const std::string& text) const;

    void write_grid(const std::string& name, const EvenGrid& grid) const;

    /// Writes two cities of one cell each; the first lies `shift` degrees further north.
    void write_squares(double shift = 0.0) const;

    /// Runs a pipeline without a cache.
    ProgramRun run(const Words& more = {}, const std::string& file = "p.toml") const;

    /// Returns what a run that ends well prints.
    std::string out_of_run(const Words& more = {}) const;

    /// Runs a pipeline that must be refused before anything is made; returns the message.
    std::string refusal(const std::string& text) const;

    /// Path of a file in the output folder.
    std::filesystem::path out(const std::string& name) const;

    /// Bytes of all files in the output folder.
    FileTree outputs() const;

    /// Number of the first row of a table of totals in the output folder.
    double first_value(const std::string& name) const;

    TemporaryFolder folder;
};

} // namespace cityflux
