#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// A row of a file of texts, with its number in the file.
struct TextRow {
    std::size_t number = 0; ///< from 1; of a field that spans lines the first
    std::vector<std::string> fields; ///< without surrounding blanks
};

/// A table whose first row names its columns.
class TextTable {
public:
    /// Blank rows are left out; names of columns are what stands in the first that is left. Throws InputError for a table
    /// without rows, for a row with more fields than the header, and, where `even`, for one with fewer.
    TextTable(std::string name, std::vector<TextRow> rows, bool even);

    const std::string& name() const { return name_; } ///< of the file, with the sheet where it has some
    const std::vector<std::string>& header() const { return header_; }
    const std::vector<TextRow>& rows() const { return rows_; }
    /// "FILE:ROW".
    std::string place(const TextRow& row) const;
    /// Position of a column, upper and lower case being the same; throws InputError where two have the name.
    std::optional<std::size_t> column(std::string_view name) const;
    /// The same; throws InputError with the nearest names where there is none.
    std::size_t required_column(std::string_view name) const;

private:
    std::string name_;
    std::vector<std::string> header_;
    std::vector<TextRow> rows_;
};

/// Rows of a CSV file by RFC 4180: fields may be quoted, and then hold separators, quotes (doubled) and line ends. UTF-8, with
/// or without a byte order mark, or GB18030 (which holds GBK and GB2312) where it is no UTF-8. `skip` lines come before.
/// Throws InputError that names file and line.
std::vector<TextRow> read_csv(const std::filesystem::path& file, char separator = ',', std::size_t skip = 0);

/// A number of a statistics table: as number_of() of grids/text/number_text.h, and with commas between groups of three digits
/// ("35,371.3"); NaN where the field is blank. Throws InputError beginning with `subject`.
double statistic_number(std::string_view field, std::string_view subject);

/// Without blanks at both ends, the wide ones of Chinese texts included.
std::string_view without_blanks(std::string_view text);

} // namespace cityflux
