#pragma once

#include "pipeline/clip/map_sheet.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cityflux {

/// Bands of an inventory and species.
struct BandVariable {
    std::string name; ///< name that CF allows, unique in the table
    /// Position of a band in MapSheet::bands, by its index in the table of periods and sectors.
    std::map<std::size_t, std::size_t> bands;
};

/// Bands of a sheet as variables with periods and sectors. The index of a band in the table is
/// that of its period times the number of sectors, plus that of its sector.
struct BandTable {
    std::vector<PeriodSpan> periods; ///< by the middle of the period
    std::vector<std::string> sectors; ///< in the order of first appearance
    std::vector<BandVariable> variables; ///< in the order of first appearance
};

/// Arranges the bands of a sheet. Variables are named by species and quantity, and by inventory if
/// two inventories have a species.
BandTable band_table(const MapSheet& sheet);

} // namespace cityflux
