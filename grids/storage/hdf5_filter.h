#pragma once

#include <string>

namespace cityflux {

/// Returns name and number of an HDF5 filter: "LZF (HDF5 filter 32000)". Source: HDF Group,
/// "Registered Filter Plugins".
std::string filter_in_words(unsigned filter);

/// Returns what makes a file with a filter readable that this computer does not have.
std::string remedy_for_filter(unsigned filter);

} // namespace cityflux
