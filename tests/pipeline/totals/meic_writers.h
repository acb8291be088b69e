#pragma once

#include "tests/pipeline/totals/mass_field.h"
#include "tests/pipeline/totals/native_files.h"

#include <filesystem>

namespace cityflux {

// Each writes the field into a folder as MEIC does, names included, and returns the files.
Files write_meic_netcdf(const std::filesystem::path& folder, const MassField& field);
Files write_meic_ascii(const std::filesystem::path& folder, const MassField& field);

} // namespace cityflux
