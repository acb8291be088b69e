#pragma once

#include "tests/pipeline/totals/mass_field.h"
#include "tests/pipeline/totals/native_files.h"

#include <filesystem>

namespace cityflux {

// Each writes the field into a folder as CHRED does, names included, and returns the files.
Files write_chred_geotiff(const std::filesystem::path& folder, const MassField& field);
Files write_chred_table(const std::filesystem::path& folder, const MassField& field);

} // namespace cityflux
