#include "grids/layers/slice_context.h"

namespace cityflux {

FileContext::FileContext(
    const GridFile& file_, const Inventory& inventory_, const Assumptions& assumptions_)
    : file(file_)
    , inventory(inventory_)
    , assumptions(assumptions_)
    , in_file_name(inventory_.parts_of_name(file_.path()).value_or(NameParts()))
{
    for (const NamePattern& pattern : inventory.header_patterns) {
        for (const auto& [name, value] : file.attributes()) {
            if (auto parts = pattern.match(value.text); parts && name.starts_with("header ")) {
                in_header.merge(*parts);
            }
        }
    }
}

} // namespace cityflux
