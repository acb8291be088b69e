#include "grids/layers/slices.h"

#include "grids/text/error.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Largest number of slices of a variable: more than a century of hours, but less than a damaged
/// header may declare.
constexpr std::size_t most_slices = 1'000'000;

} // namespace

void check_slices(const GridVariable& variable, const std::string& path)
{
    std::size_t slices = 1;
    for (const SliceDimension& dimension : variable.dimensions) {
        if (dimension.size > most_slices || slices * dimension.size > most_slices) {
            throw InputError(fmt::format("{}, variable '{}': the header announces {} along '{}', "
                                         "more maps than can be worked "
                                         "with; the file is damaged, get it anew, or cut it first",
                path, variable.name, dimension.size, dimension.name));
        }
        slices *= std::max<std::size_t>(dimension.size, 1);
        if (dimension.size == 0) {
            throw InputError(fmt::format(
                "{}, variable '{}': dimension '{}' is empty", path, variable.name, dimension.name));
        }
    }
}

void for_each_slice(const std::vector<SliceDimension>& dimensions,
    const std::function<void(const std::vector<std::size_t>&)>& use)
{
    std::vector<std::size_t> slice(dimensions.size(), 0);
    for (;;) {
        use(slice);
        std::size_t d = slice.size();
        while (d > 0 && ++slice[d - 1] == dimensions[d - 1].size) {
            slice[--d] = 0;
        }
        if (d == 0) {
            return;
        }
    }
}

std::string slice_text(const GridVariable& variable, const std::vector<std::size_t>& slice)
{
    std::string text = fmt::format("layer '{}'", variable.name);
    for (std::size_t d = 0; d < slice.size(); ++d) {
        text += fmt::format(" {} {}", variable.dimensions[d].name, slice[d] + 1);
    }
    return text;
}

} // namespace cityflux
