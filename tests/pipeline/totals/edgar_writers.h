#pragma once

#include "tests/pipeline/totals/mass_field.h"
#include "tests/pipeline/totals/native_files.h"

#include <filesystem>

namespace cityflux {

/// Point at which the coordinates of a table give a cell.
enum class Anchor { centres, corners };

// Each writes the field into a folder as EDGAR does, names included, and returns the files.
Files write_edgar_v7_flux(const std::filesystem::path& folder, const MassField& field);
Files write_edgar_v8_flux(const std::filesystem::path& folder, const MassField& field);
Files write_edgar_v8_emissions(const std::filesystem::path& folder, const MassField& field);
Files write_edgar_monthly_emissions(const std::filesystem::path& folder, const MassField& field);
Files write_edgar_text(const std::filesystem::path& folder, const MassField& field, Anchor anchor);

} // namespace cityflux
