#pragma once

#include "grids/storage/grid_file.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace cityflux {

/// Throws InputError if a dimension of a variable is empty, or if the variable has more slices than
/// a file can hold. `path` names the file in the message.
void check_slices(const GridVariable& variable, const std::string& path);

/// Calls `use` with the indices of each slice, one index for each dimension. The last dimension
/// varies fastest. A variable without dimensions has one slice.
void for_each_slice(const std::vector<SliceDimension>& dimensions,
    const std::function<void(const std::vector<std::size_t>&)>& use);

/// Returns "layer 'NAME' DIMENSION INDEX ...", with indices from 1.
std::string slice_text(const GridVariable& variable, const std::vector<std::size_t>& slice);

} // namespace cityflux
