#pragma once

#include "grids/catalogue/catalogue.h"
#include "pipeline/totals/totals.h"

#include <cstddef>
#include <string>

/// Totals of the stored field by the engine.
namespace cityflux::stored_field {

/// Large and small, slanted and along the edges of cells, overlapping, with a hole, in parts,
/// across 180 degrees.
const CityList& cities();

/// The inventories of the program.
const Catalogue& catalogue();

/// Request for a file of write_netcdf() or write_geotiff(), with what the file itself does not
/// declare.
TotalsRequest request_for(const std::string& file);

/// Totals of all cities on a number of threads.
TotalsResult totals(const TotalsRequest& request, std::size_t threads = 2);

/// Table and closures of a run, in digits that tell any two numbers apart.
std::string bytes_of(const TotalsResult& result);

} // namespace cityflux::stored_field
