#include "grids/grid_file.h"

namespace cityflux {

const GridVariable* GridFile::find(const std::string& name) const
{
    for (const GridVariable& variable : variables_) {
        if (variable.name == name) {
            return &variable;
        }
    }
    return nullptr;
}

std::vector<double> GridFile::values(
    const GridVariable& variable, std::span<const std::size_t> slice, RowWindow window)
{
    RawBlock block;
    read(variable, slice, window, block);
    std::vector<double> values(block.count());
    decode(block, variable.packing, values);
    return values;
}

} // namespace cityflux
