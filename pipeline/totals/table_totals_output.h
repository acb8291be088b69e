#pragma once

#include "pipeline/program/provenance.h"
#include "pipeline/totals/table_totals.h"

#include <string>
#include <vector>

namespace cityflux {

/// Writes the table and its manifest. The manifest records `inputs` and `provenance`.
void write_table_totals(const TableTotals& totals, const std::vector<std::string>& inputs,
    const std::string& unit, const std::string& output, const Provenance& provenance);

/// Prints unmatched names, notes and incomplete results.
void say_table_totals(const TableTotals& totals);

} // namespace cityflux
