#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// Region with a total of its own: a Chinese province, or the nation.
struct ReferenceRegion {
    std::string code; ///< first two digits of GB/T 2260 (省级代码); "" for the nation
    std::string name; ///< Hebei, China

    bool contains(std::string_view city_id) const;
};

/// Returns the region of a table's row, by its code or its Chinese, short Chinese or English name.
/// Codes are 13 or 130000 for a province; 100000, 156, CN or CHN for the nation. Returns
/// std::nullopt if neither matches.
std::optional<ReferenceRegion> find_region(std::string_view name, std::string_view id);

} // namespace cityflux
