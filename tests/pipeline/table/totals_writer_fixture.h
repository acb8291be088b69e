#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/table/totals_table.h"
#include "tests/temporary_folder.h"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {

/// 甲市: a square of 4 x 4 degrees with a hole of 2 x 2 (area 12) and an island of 1 x 1; 乙市:
/// without a shape.
CityList two_cities();

/// Series of the sectors ENE and TRO in the tables.
inline constexpr std::uint32_t ene = 0;
inline constexpr std::uint32_t tro = 1;

/// Row of a city of the list; the bounds are 1 less and 1 more than the value.
TotalsRow row_of(std::uint32_t city, std::uint32_t series, Period period, double value);

/// Table of both cities and sectors.
TotalsTable table_of(std::vector<TotalsRow> rows);

/// ENE in 2019 and March 2019 and TRO in 2018 for 甲市; 乙市 has no geometry and stands in ENE 2019
/// only.
TotalsTable small_table();

/// Tests of tables in files; each has an empty folder.
class TotalsWriterTest : public testing::Test {
protected:
    using Names = std::set<std::string>;

    /// Writes a table of the two cities; returns the path.
    std::filesystem::path written(
        const std::string& name, const TotalsTable& table = small_table()) const;

    /// Names of the files in the folder.
    Names names() const;

    TemporaryFolder folder_;
};

} // namespace cityflux
