#pragma once

#include "pipeline/tables/text_table.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Rows of a sheet of an XLSX or ODS file, by GDAL; numbers as the file stores them, to the last digit. `sheet` may be "" where
/// the file has one only. The first `skip` rows are left out. Throws InputError that names the file and, for an unknown sheet,
/// those it has.
std::vector<TextRow> read_spreadsheet(const std::filesystem::path& file, const std::string& sheet, std::size_t skip = 0);

/// Whether the name of a file is that of a spreadsheet.
bool is_spreadsheet(const std::filesystem::path& file);

} // namespace cityflux
