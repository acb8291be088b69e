#pragma once

#include "boundaries/outlines/city.h"

#include <string>
#include <vector>

namespace cityflux {

/// Names of one city as its feature has them; "" where it has none.
struct WrittenNames {
    std::vector<std::string> names; ///< of the fields that may hold its name, best first
    std::vector<std::string> aliases; ///< of the fields that may hold other names and codes
};

/// Sets name and aliases of cities from what their features have, in the same order and with the
/// same fields. The name is that of the first field that tells the cities apart: districts with
/// their own names and that of their city are named by their own. A field that tells less than
/// half of them apart (a province) gives no alias. A city without a name is named by its id.
void set_names(std::vector<City>& cities, const std::vector<WrittenNames>& written);

} // namespace cityflux
