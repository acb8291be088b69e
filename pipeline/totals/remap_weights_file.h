#pragma once

#include "pipeline/output/output_file.h"
#include "pipeline/totals/remap_weights.h"

#include <functional>
#include <string>

namespace cityflux {

/// Convention for the names in a remapping file.
enum class RemapConvention {
    scrip, ///< CDO and other readers of SCRIP: src_address, dst_address, remap_matrix
    esmf ///< ESMF, xESMF: col, row, S
};

/// Returns the name on the command line.
const char* name_of(RemapConvention convention);
const char* name_of(WeightKind kind);

/// Form and attributes of a weight file.
struct RemapFileForm {
    RemapConvention convention = RemapConvention::scrip;
    WeightKind kind = WeightKind::mean;
    std::string grid_file; ///< path of a file on the source grid
    std::string boundaries;
};

/// Writes weights to file.temporary() as netCDF-4. Cells are numbered from 1 in the stored order
/// of the grid, columns fastest. Centres are in degrees, areas in m2. In addition to the
/// convention, cities have `city_id`, `city`, `city_area`, `share_on_grid`, `lon` and `lat`. CDO
/// takes its target grid from these if the file is given as a grid. Calls `progress` with the
/// completed part, 0..1. Throws InputError if the file cannot be written, or the centre of a
/// cell is not on the Earth.
void write_remap_weights(const RemapWeights& weights, const RemapFileForm& form,
    const OutputFile& file, const std::function<void(double)>& progress);

} // namespace cityflux
