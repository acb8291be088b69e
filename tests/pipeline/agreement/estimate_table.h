#pragma once

#include "pipeline/agreement/estimates.h"

#include <string>
#include <vector>

/// A table of totals in t as a picture: a row for each inventory, a column for each city. NaN is
/// missing.
inline cityflux::EstimateTable estimate_table(const std::vector<std::string>& inventories,
    const std::vector<std::string>& ids, const std::vector<std::vector<double>>& values)
{
    cityflux::EstimateTable table;
    table.species = "CO2";
    table.sector = "total";
    table.year = 2010;
    table.inventories = inventories;
    for (const std::string& id : ids) {
        table.cities.push_back({ id, "City " + id });
    }
    for (const std::vector<double>& row : values) {
        std::vector<cityflux::Estimate> estimates;
        for (const double value : row) {
            cityflux::Estimate estimate;
            estimate.value = value;
            estimates.push_back(estimate);
        }
        table.estimates.push_back(estimates);
    }
    return table;
}
