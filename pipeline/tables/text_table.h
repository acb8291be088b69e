#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Row of a text file, with its number in the file.
struct TextRow {
    std::size_t number = 0; ///< from 1; for a row over several lines, the first
    std::vector<std::string> fields; ///< without surrounding spaces
};

/// Table whose first row names its columns.
class TextTable {
public:
    /// Removes blank rows; the first remaining row names the columns. Throws InputError if there
    /// are no rows, or a row has more fields than the header or, if `even`, fewer.
    TextTable(std::string name, std::vector<TextRow> rows, bool even);

    const std::string& name() const
    {
        return name_;
    } ///< name of the file, with its sheet if it has several
    const std::vector<std::string>& header() const { return header_; }
    const std::vector<TextRow>& rows() const { return rows_; }
    /// Returns "FILE:ROW".
    std::string place(const TextRow& row) const;
    /// Returns the index of a column; upper and lower case are equal. Throws InputError if two
    /// columns have the name.
    std::optional<std::size_t> column(std::string_view name) const;
    /// Returns the index of a column. Throws InputError, with the nearest names, if it is missing.
    std::size_t required_column(std::string_view name) const;

private:
    std::string name_;
    std::vector<std::string> header_;
    std::vector<TextRow> rows_;
};

/// Reads the rows of a CSV file by RFC 4180. Quoted fields may hold separators, doubled quotes and
/// line ends. The text is UTF-8, with or without a byte order mark; otherwise GB18030 (which
/// includes GBK and GB2312). Skips `skip` lines first. Throws InputError with file and line.
std::vector<TextRow> read_csv(
    const std::filesystem::path& file, char separator = ',', std::size_t skip = 0);

/// Mark between the whole and the decimal digits of the numbers of a table.
enum class DecimalMark {
    point, ///< commas separate groups of digits
    comma, ///< points separate groups of digits
    unknown ///< numbers that may have either are refused
};

/// Reads a number of a statistics table: like number_of() (grids/text/number_text.h), and with
/// commas between groups of three digits ("35,371.3"); with DecimalMark::comma, with points between
/// groups ("35.371,3"). Returns NaN if the field is blank. Throws InputError beginning with
/// `subject`, also on "75,105" if the mark is not known.
double statistic_number(
    std::string_view field, std::string_view subject, DecimalMark decimal = DecimalMark::point);

/// Returns the first `count` lines of a text file, as read_csv() decodes it.
std::vector<std::string> first_lines(const std::filesystem::path& file, std::size_t count);

/// Trims white space, including the wide spaces of Chinese texts.
std::string_view without_blanks(std::string_view text);

} // namespace cityflux
