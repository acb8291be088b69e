#include "pipeline/tables/text_table.h"

#include "grids/text/encoding.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/number_text.h"
#include "grids/text/text_pattern.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

std::string bytes_of(const std::filesystem::path& file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        throw InputError(ProblemCode::missing, file.string(), "missing file");
    }
    if (std::filesystem::is_directory(file, error)) {
        throw InputError(ProblemCode::unreadable, file.string(), "unreadable: a folder, not a file",
            "name a file in it");
    }
    std::ifstream in(file, std::ios::binary);
    std::string bytes { std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>() };
    if (!in.good() && !in.eof()) {
        throw InputError(ProblemCode::unreadable, file.string(),
            fmt::format("unreadable file ({})", std::strerror(errno)));
    }
    return bytes;
}

std::string text_of(const std::filesystem::path& file)
{
    std::string bytes = bytes_of(file);
    if (bytes.starts_with("PK\x03\x04")) {
        throw InputError(ProblemCode::unsupported, file.string(),
            "unsupported: a spreadsheet or archive, not a CSV file",
            "save the sheet as CSV, or give the file the suffix .xlsx or .ods and describe it in a "
            "TOML file");
    }
    if (bytes.find('\0') != std::string::npos) {
        throw InputError(ProblemCode::invalid, file.string(),
            "invalid text: it contains zero bytes", "save it as a CSV file in UTF-8");
    }
    std::optional<std::string> text = utf8_of(bytes, "UTF-8");
    if (!text) {
        text = utf8_of(bytes, "GB18030");
    }
    if (!text) {
        throw InputError(ProblemCode::unsupported, file.string(),
            "unsupported encoding: neither UTF-8 nor GB18030", "save the file as UTF-8");
    }
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (text->starts_with(mark)) {
        text->erase(0, mark.size());
    }
    return *text;
}

/// Reader of the records of a CSV text, one after the other.
class CsvReader {
public:
    CsvReader(const std::filesystem::path& file, std::string_view text, char separator)
        : file_(file)
        , text_(text)
        , separator_(separator)
    {
    }

    void skip_line()
    {
        const std::size_t end = text_.find('\n', position_);
        position_ = end == std::string_view::npos ? text_.size() : end + 1;
        ++line_;
    }

    bool next(TextRow& row)
    {
        if (position_ >= text_.size()) {
            return false;
        }
        row.number = line_;
        row.fields.clear();
        do {
            row.fields.push_back(field());
        } while (take(separator_));
        take('\r');
        if (take('\n')) {
            ++line_;
        }
        return true;
    }

private:
    bool take(char c)
    {
        if (position_ < text_.size() && text_[position_] == c) {
            ++position_;
            return true;
        }
        return false;
    }

    bool at_end_of_field() const
    {
        return position_ >= text_.size() || text_[position_] == separator_
            || text_[position_] == '\n' || text_.substr(position_).starts_with("\r\n")
            || (text_[position_] == '\r' && position_ + 1 == text_.size());
    }

    std::string field()
    {
        std::size_t begin = position_;
        while (begin < text_.size() && text_[begin] == ' ') {
            ++begin;
        }
        if (begin < text_.size() && text_[begin] == '"') {
            position_ = begin;
            return quoted();
        }
        begin = position_;
        while (!at_end_of_field()) {
            ++position_;
        }
        return std::string(without_blanks(text_.substr(begin, position_ - begin)));
    }

    std::string quoted()
    {
        const std::size_t first_line = line_;
        ++position_;
        std::string out;
        for (;;) {
            if (position_ >= text_.size()) {
                throw InputError(ProblemCode::missing,
                    fmt::format("{}:{}", file_.string(), first_line),
                    "missing closing quote of a field", "close it with \"");
            }
            const char c = text_[position_++];
            if (c == '"' && !take('"')) {
                break;
            }
            line_ += c == '\n' ? 1 : 0;
            out.push_back(c);
        }
        while (!at_end_of_field()) {
            if (text_[position_] != ' ') {
                throw InputError(ProblemCode::invalid, fmt::format("{}:{}", file_.string(), line_),
                    "invalid text after the closing quote of a field",
                    "write a quote within a field twice, e.g. \"A \"\"B\"\"\"");
            }
            ++position_;
        }
        return std::string(without_blanks(out));
    }

    const std::filesystem::path& file_;
    std::string_view text_;
    char separator_;
    std::size_t position_ = 0;
    std::size_t line_ = 1;
};

bool is_blank(const TextRow& row)
{
    return std::all_of(row.fields.begin(), row.fields.end(),
        [](const std::string& field) { return field.empty(); });
}

} // namespace

TextTable::TextTable(std::string name, std::vector<TextRow> rows, bool even)
    : name_(std::move(name))
    , rows_(std::move(rows))
{
    std::erase_if(rows_, is_blank);
    if (rows_.empty()) {
        throw InputError(ProblemCode::missing, name_, "missing header: the table is empty",
            "name the columns in its first row");
    }
    header_ = std::move(rows_.front().fields);
    rows_.erase(rows_.begin());
    for (TextRow& row : rows_) {
        // Spreadsheets leave empty fields without a header.
        while (row.fields.size() > header_.size() && row.fields.back().empty()) {
            row.fields.pop_back();
        }
        if (row.fields.size() > header_.size() || (even && row.fields.size() < header_.size())) {
            throw InputError(ProblemCode::inconsistent, place(row),
                fmt::format("inconsistent number of fields: {} in the row, {} in the header",
                    row.fields.size(), header_.size()),
                "quote fields that contain a separator, e.g. \"1,234\"");
        }
        row.fields.resize(header_.size());
    }
}

std::string TextTable::place(const TextRow& row) const
{
    return fmt::format("{}:{}", name_, row.number);
}

std::optional<std::size_t> TextTable::column(std::string_view name) const
{
    std::optional<std::size_t> found;
    for (std::size_t c = 0; c < header_.size(); ++c) {
        if (same_word(header_[c], name)) {
            if (found) {
                throw InputError(ProblemCode::duplicate, name_,
                    fmt::format("duplicate column '{}'", header_[c]), "rename one of them");
            }
            found = c;
        }
    }
    return found;
}

std::size_t TextTable::required_column(std::string_view name) const
{
    if (const auto found = column(name)) {
        return *found;
    }
    const std::vector<std::string> near = nearest_words(name, header_, 3);
    throw InputError(ProblemCode::missing, name_,
        fmt::format("missing column '{}' ({}: {})", name, near.empty() ? "columns" : "nearest",
            joined(near.empty() ? header_ : near, ", ")));
}

std::vector<TextRow> read_csv(const std::filesystem::path& file, char separator, std::size_t skip)
{
    const std::string text = text_of(file);
    CsvReader reader(file, text, separator);
    for (std::size_t i = 0; i < skip; ++i) {
        reader.skip_line();
    }
    std::vector<TextRow> rows;
    TextRow row;
    while (reader.next(row)) {
        rows.push_back(row);
    }
    return rows;
}

double statistic_number(std::string_view field, std::string_view subject, DecimalMark decimal)
{
    // A number does not begin with 0 before a group: 0,105 is 0.105 and not 105.
    static const TextPattern grouped(R"([+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?)");
    static const TextPattern either(R"([+-]?[1-9][0-9]{0,2},[0-9]{3})");
    static const TextPattern with_comma(R"([+-]?([1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]*),[0-9]+)");
    static const TextPattern grouped_by_points(R"([+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+)");
    std::string text(without_blanks(field));
    const bool has_comma = text.find(',') != std::string::npos;
    if (decimal == DecimalMark::unknown && has_comma && either.matches(text)) {
        throw InputError(ProblemCode::ambiguous, subject,
            fmt::format(
                "ambiguous comma in '{}', which may separate decimals or groups of digits", field),
            "declare decimal = \",\" or decimal = \".\" in the description of the table");
    }
    if (decimal == DecimalMark::comma) {
        if (has_comma ? with_comma.matches(text) : grouped_by_points.matches(text)) {
            std::erase(text, '.');
            std::replace(text.begin(), text.end(), ',', '.');
        }
    } else if (has_comma && grouped.matches(text)) {
        std::erase(text, ',');
    }
    if (const auto value = number_of(text)) {
        return *value;
    }
    throw InputError(ProblemCode::invalid, subject, fmt::format("'{}' is not a number", field),
        has_comma && decimal != DecimalMark::comma
            ? "if the comma separates decimals, declare decimal = \",\" in a description of the "
              "table"
            : "leave the field empty if the value is missing");
}

std::vector<std::string> first_lines(const std::filesystem::path& file, std::size_t count)
{
    const std::string text = text_of(file);
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size() && lines.size() < count;) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

std::string_view without_blanks(std::string_view text)
{
    constexpr std::string_view blanks[] = { " ", "\t", "\r", "\n", "\u00A0", "\u3000", "\uFEFF" };
    for (bool changed = true; changed;) {
        changed = false;
        for (const std::string_view blank : blanks) {
            if (text.starts_with(blank)) {
                text.remove_prefix(blank.size());
                changed = true;
            }
            if (text.ends_with(blank)) {
                text.remove_suffix(blank.size());
                changed = true;
            }
        }
    }
    return text;
}

} // namespace cityflux
