#pragma once

#include "tests/pipeline/totals/mass_field.h"
#include "tests/pipeline/totals/native_files.h"
#include "tests/pipeline/totals/native_map.h"

#include <filesystem>

namespace cityflux {

/// Writes the field into a folder as PKU-FUEL does, names included, and returns the files.
Files write_pku_fuel(
    const std::filesystem::path& folder, const MassField& field, Longitudes longitudes);

} // namespace cityflux
