#pragma once

#include "grids/quantity/period.h"

#include <optional>
#include <string>

namespace cityflux {

/// Declarations of the user about facts that the file lacks. Each is written into the manifest.
struct Assumptions {
    std::optional<std::string> unit;
    std::optional<std::string> crs;
    std::optional<Period> period;
    std::optional<std::string> species;
    /// True if the declarations win over what the file declares. Otherwise a contradiction is
    /// refused.
    bool overrides = false;
};

} // namespace cityflux
