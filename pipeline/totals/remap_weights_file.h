#pragma once

#include "pipeline/output/output_file.h"
#include "pipeline/totals/remap_weights.h"

#include <functional>
#include <string>

namespace cityflux {

/// Names by which a remapping file is read.
enum class RemapConvention {
    scrip, ///< CDO and other readers of SCRIP: src_address, dst_address, remap_matrix
    esmf ///< ESMF, xESMF: col, row, S
};

/// As the command line names them.
const char* name_of(RemapConvention convention);
const char* name_of(WeightKind kind);

/// What a weight file is made of, besides the weights themselves.
struct RemapFileForm {
    RemapConvention convention = RemapConvention::scrip;
    WeightKind kind = WeightKind::mean;
    std::string grid_file; ///< a file on the source grid
    std::string boundaries;
};

/// Writes weights to file.temporary() as netCDF-4. Cells count from 1 in the stored order of the grid, columns fastest;
/// centres are in degrees, areas in m2. Besides what the convention asks for the cities have `city_id`, `city`, `city_area`,
/// `share_on_grid`, `lon` and `lat`, from which CDO takes its target grid if it is given the file as one.
/// Calls `progress` with the share done, 0..1. Throws InputError where it cannot be written, or where the centre of a cell
/// has no place on the Earth.
void write_remap_weights(const RemapWeights& weights, const RemapFileForm& form, const OutputFile& file,
    const std::function<void(double)>& progress);

} // namespace cityflux
