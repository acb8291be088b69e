#pragma once

#include "tests/pipeline/totals/mass_field.h"
#include "tests/pipeline/totals/native_files.h"

#include <filesystem>

namespace cityflux {

enum class OdiacForm { tif, tif_gz, tif_without_crs };

// Each writes the field into a folder as ODIAC does, names included, and returns the files.
/// The whole year's mass in June.
Files write_odiac(const std::filesystem::path& folder, const MassField& field, OdiacForm form);
Files write_odiac_1_degree(const std::filesystem::path& folder, const MassField& field);

} // namespace cityflux
