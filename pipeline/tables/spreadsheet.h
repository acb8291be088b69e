#pragma once

#include "pipeline/tables/text_table.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Reads the rows of a sheet of an XLSX or ODS file by GDAL. Numbers have all digits of the file.
/// `sheet` may be "" if the file has only one, or std::nullopt if in addition the user cannot
/// choose one by a key `sheet`. Skips the first `skip` rows. Throws InputError with the file and,
/// for an unknown sheet, the sheets that it has.
std::vector<TextRow> read_spreadsheet(const std::filesystem::path& file,
    const std::optional<std::string>& sheet, std::size_t skip = 0);

/// Returns true if the file name is that of a spreadsheet.
bool is_spreadsheet(const std::filesystem::path& file);

} // namespace cityflux
