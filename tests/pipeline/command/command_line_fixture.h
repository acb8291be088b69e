#pragma once

#include "tests/run_program.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {

/// The grid that is read as "sample".
std::filesystem::path sample_file();

/// GeoJSON feature of the square 100-101 E, 30-31 N; `properties` is a JSON object.
std::string square(const std::string& properties);

/// Declarations of a grid of ones. An empty one is not declared.
struct OnesGrid {
    std::string variable = "co2";
    std::string unit = "t";
    std::string year = "2019";
};

/// Tests of the built program in an empty folder.
class CommandLine : public ::testing::Test {
protected:
    ProgramRun run(const Words& words) const;

    /// Runs what must be refused with an exit code and no output; returns the message.
    std::string refusal(int code, const Words& words) const;

    /// Writes 3 x 3 cells of 1, 100-103 E 30-33 N.
    void write_ones(const std::string& name, const OnesGrid& grid = {}) const;

    /// Reads the manifest beside an output.
    nlohmann::json manifest_of(const std::string& output) const;

    std::set<std::string> files() const;

    TemporaryFolder folder;
};

} // namespace cityflux
