#pragma once

#include <string>
#include <vector>

namespace cityflux {

/// Returns the rules of the CF conventions (1.8) that a netCDF file breaks, a sentence each: names
/// (2.3), units that UDUNITS reads (3.1), standard names as far as we use them (3.3), order of
/// dimensions (2.4), coordinates (5), grid mappings with what each needs (5.6 and appendix F),
/// bounds (7.1), cell measures (7.2), cell methods (7.3), fill values (2.5.1), the version (2.6.1).
std::vector<std::string> cf_violations(const std::string& path);

} // namespace cityflux
