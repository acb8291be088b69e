#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/program/file_hashes.h"
#include "pipeline/table/totals_table.h"
#include "pipeline/tables/gazetteer.h"
#include "pipeline/tables/observation.h"
#include "pipeline/tables/statistics.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// What `cityflux totals --table` is asked for.
struct TableTotalsRequest {
    std::string table; ///< a file
    std::filesystem::path description; ///< of a foreign table; "" for a table of totals or of statistics
    std::vector<std::string> sectors; ///< empty: all
    std::vector<std::string> species;
    std::vector<Period> periods; ///< years
    std::string unit = "t"; ///< any mass
};

/// City totals that were not made of a grid, and what is to be known of them.
struct TableTotals {
    TotalsTable table;
    std::vector<UnmatchedName> unmatched; ///< names that find no city, or several
    std::vector<std::string> elsewhere; ///< names of cities that the list does not have
    std::vector<std::string> notes; ///< each a sentence
    std::vector<std::string> trace; ///< how values were made, for the manifest
    std::vector<std::string> shortcomings; ///< what is missing, each a sentence; not empty means exit code 4
};

/// The city totals that a statistics table gives. Each chosen city has a row for each series and year of the table; one without
/// a value is NaN, flagged `no-value` and a shortcoming. `lower` and `upper` are the table's interval, NaN where it has none;
/// shares of edge and of valid area are NaN. Throws InputError where the file is refused, where nothing in it is a mass, where
/// a sector, species or year asked for is nowhere, and where two rows give a city the same total.
TableTotals make_table_totals(const TableTotalsRequest& request, const CityList& cities, const std::vector<std::size_t>& chosen,
    const Gazetteer& gazetteer);

/// The same of observations. `subject` names where they come from. With `of_provinces` their names are those of provinces: 吉林
/// is not the city.
TableTotals totals_of(const std::vector<Observation>& observations, const std::string& subject,
    const TableTotalsRequest& request, const CityList& cities, const std::vector<std::size_t>& chosen,
    const Gazetteer& gazetteer, bool of_provinces = false);

/// Writes the table and its manifest, which names `command` as what makes it and `inputs` as what it is made of.
void write_table_totals(const TableTotals& totals, const std::vector<std::string>& inputs, const std::string& unit,
    const CityList& cities, const std::string& output, FileHashes& hashes, const std::vector<std::string>& command);

/// Says which names found no city, what is odd and what is missing.
void say_table_totals(const TableTotals& totals);

} // namespace cityflux
