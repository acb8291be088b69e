#pragma once

#include "tests/pipeline/totals/mass_field.h"
#include "tests/pipeline/totals/native_files.h"

#include <filesystem>

namespace cityflux {

/// Writes the field into a folder as CEADs does, names included, and returns the files.
Files write_ceads_table(const std::filesystem::path& folder, const MassField& field);

} // namespace cityflux
