#pragma once

#include "tests/pipeline/clip/map_file.h"
#include "tests/run_program.h"
#include "tests/temporary_folder.h"

#include <cstddef>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {

/// Made-up tonnes on a regular grid of longitude and latitude; slices (months of sectors) differ.
struct SyntheticField {
    double west = 100.0;
    double south = 20.0;
    std::size_t columns = 60;
    std::size_t rows = 50;
    bool to_north = true; ///< order of the rows in the file
    int months = 1; ///< of 2019
    std::vector<std::string> sectors { "power" };
    std::size_t no_data_from
        = std::numeric_limits<std::size_t>::max(); ///< column from which on cells are NaN
    double per_degree = 10.0; ///< cells

    /// Tonnes of a cell; rows count from the south.
    double value(std::size_t slice, std::size_t row, std::size_t column) const;
};

/// Three slanted cities as GeoJSON features; the third is smaller than a cell.
std::vector<std::string> three_cities();

/// Tests of `cityflux clip` over netCDF files of synthetic fields and the three cities.
class Clip : public ::testing::Test {
protected:
    void SetUp() override;

    /// Writes a field as one variable for each sector, with months as time.
    void write_field(const std::string& name, const SyntheticField& field = {}) const;

    /// Writes features as the boundary file of all runs.
    void write_cities(const std::vector<std::string>& features) const;

    /// Runs a command with the inventory and the boundary file of the tests.
    ProgramRun run(Words words) const;

    /// Rows of the totals of files by "ID SECTOR PERIOD".
    std::map<std::string, CsvRow> totals(const Words& files, const Words& further = {}) const;

    /// Names of the files in a folder of the test.
    std::set<std::string> files_in(const std::string& name) const;

    MapFile map(const std::string& name) const;
    MapFile netcdf(const std::string& name, const std::string& variable) const;

    TemporaryFolder folder;
};

} // namespace cityflux
