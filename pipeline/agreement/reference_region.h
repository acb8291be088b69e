#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// A region that has a total of its own: a province of China or all of it.
struct ReferenceRegion {
    std::string code; ///< first two digits of GB/T 2260 (省级代码); "" for the nation
    std::string name; ///< Hebei, China

    bool contains(std::string_view city_id) const;
};

/// The region that a table means: by its code (13, 130000; 100000, 156, CN or CHN for the nation), or by its Chinese, short
/// Chinese, or English name. Nothing where it is neither.
std::optional<ReferenceRegion> find_region(std::string_view name, std::string_view id);

} // namespace cityflux
