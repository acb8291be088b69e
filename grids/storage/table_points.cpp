#include "grids/storage/table_points.h"

#include "grids/storage/text_file.h"
#include "grids/text/error.h"
#include "grids/text/number_text.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t most_header_lines = 50;

constexpr std::size_t no_column = static_cast<std::size_t>(-1);

/// Names of coordinates; the first ones come before the others.
using CoordinateNames = std::array<std::vector<std::string_view>, 2>;
const CoordinateNames x_names { { { "lon", "longitude", "long" }, { "x", "easting" } } };
const CoordinateNames y_names { { { "lat", "latitude" }, { "y", "northing" } } };

/// Returns the index of the column with the coordinate. Returns no_column if there is none, or two
/// that may be it.
std::size_t coordinate_column(
    const std::vector<std::string>& columns, const CoordinateNames& coordinates)
{
    for (const std::vector<std::string_view>& names : coordinates) {
        const auto is_one = [&](const std::string& column) {
            return std::ranges::find(names, column) != names.end();
        };
        const auto found = std::ranges::find_if(columns, is_one);
        if (found != columns.end()) {
            return std::any_of(found + 1, columns.end(), is_one)
                ? no_column
                : static_cast<std::size_t>(found - columns.begin());
        }
    }
    return no_column;
}

/// Returns true if numbers are whole and different, as an index is.
bool are_index(std::vector<double> numbers)
{
    std::ranges::sort(numbers);
    return std::ranges::all_of(numbers, [](double number) { return number == std::floor(number); })
        && std::ranges::adjacent_find(numbers) == numbers.end();
}

/// Returns true for a line of at least three fields that are all numbers.
bool is_point(const std::vector<std::string_view>& fields)
{
    return fields.size() >= 3
        && std::all_of(fields.begin(), fields.end(),
            [](std::string_view field) { return number_of(field).has_value(); });
}

/// Reader of the lines of one table. The first line of numbers ends the header and fixes the
/// number of columns.
class PointReader {
public:
    PointReader(const std::string& path, const TableForm& form)
        : path_(path)
        , form_(form)
    {
    }

    TablePoints read()
    {
        TextLines lines = open_text(path_);
        std::string_view line;
        while (lines.next(line)) {
            const auto fields = fields_of(line);
            if (fields.empty() || (fields.size() == 1 && fields[0].empty())) {
                continue;
            }
            const bool numbers = is_point(fields);
            if (points_.x.empty() && !numbers) {
                add_to_header(line);
                continue;
            }
            if (points_.x.empty()) {
                name_columns(fields.size());
            }
            if (!numbers || fields.size() != columns_.size()) {
                throw InputError(ProblemCode::inconsistent, subject_of(lines.number()),
                    fmt::format("inconsistent line '{}': not {} numbers, as the lines before it",
                        line.substr(0, 60), columns_.size()));
            }
            add_point(fields, lines.number());
        }
        if (points_.x.empty()) {
            throw InputError(ProblemCode::missing, path_, "missing line of numbers");
        }
        leave_out_index();
        return std::move(points_);
    }

private:
    std::string subject_of(std::size_t line) const { return fmt::format("{}:{}", path_, line); }

    void add_to_header(std::string_view line)
    {
        points_.header.emplace_back(line);
        if (points_.header.size() > most_header_lines) {
            throw InputError(ProblemCode::missing, path_,
                fmt::format("missing line of numbers among the first {} lines", most_header_lines),
                "give x (or lon), y (or lat) and a value in each line");
        }
    }

    void name_columns(std::size_t count)
    {
        columns_ = form_.columns;
        if (columns_.empty() && !points_.header.empty()) {
            for (const std::string_view name : fields_of(points_.header.back())) {
                columns_.push_back(lower_case(name));
            }
        }
        for (std::string& name : columns_) {
            name = lower_case(name);
        }
        // R writes row names without a name in the header.
        if (columns_.size() + 1 == count && columns_.size() >= 3) {
            columns_.insert(columns_.begin(), "");
        }
        x_ = coordinate_column(columns_, x_names);
        y_ = coordinate_column(columns_, y_names);
        if (columns_.size() != count || x_ == no_column || y_ == no_column) {
            throw InputError(ProblemCode::ambiguous, path_,
                fmt::format("ambiguous columns: the meaning of the {} columns is unknown", count),
                "name them in a header line (lon,lat,value) or as [table] columns in an inventory "
                "TOML");
        }
        points_.degrees = columns_[x_].starts_with("lon") && columns_[y_].starts_with("lat");
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            if (c != x_ && c != y_) {
                if (columns_[c].empty()) {
                    unnamed_.push_back(points_.names.size());
                }
                points_.names.push_back(
                    columns_[c].empty() ? fmt::format("column {}", c + 1) : columns_[c]);
            }
        }
        points_.values.resize(points_.names.size());
    }

    /// Leaves out columns without a name next to others that have one. Throws InputError if one is
    /// not an index.
    void leave_out_index()
    {
        if (unnamed_.size() == points_.names.size()) {
            return;
        }
        std::ranges::reverse(unnamed_);
        for (const std::size_t v : unnamed_) {
            const auto column = static_cast<std::ptrdiff_t>(v);
            if (!are_index(points_.values[v])) {
                throw InputError(ProblemCode::ambiguous, path_,
                    fmt::format(
                        "ambiguous {}: it has no name, and others have one", points_.names[v]),
                    "name it in the header line, or as [table] columns in an inventory TOML");
            }
            points_.notes.push_back(
                fmt::format("{} has no name and different whole numbers: an index, left out",
                    points_.names[v]));
            points_.names.erase(points_.names.begin() + column);
            points_.values.erase(points_.values.begin() + column);
        }
    }

    void add_point(const std::vector<std::string_view>& fields, std::size_t line)
    {
        points_.line.push_back(line);
        std::size_t next = 0;
        for (std::size_t c = 0; c < fields.size(); ++c) {
            const double number = *number_of(fields[c]);
            if (c == x_ || c == y_) {
                if (!std::isfinite(number)) {
                    throw InputError(
                        ProblemCode::missing, subject_of(line), "missing coordinate of a cell");
                }
                if (points_.degrees && c == y_ && std::abs(number) > 90.0) {
                    throw InputError(ProblemCode::out_of_range, subject_of(line),
                        fmt::format("latitude out of range: {} (allowed: -90 to 90)", number));
                }
                (c == x_ ? points_.x : points_.y).push_back(number);
            } else {
                points_.values[next++].push_back(number);
            }
        }
        // A compressed file can repeat its lines until memory is full, and the grid is known only
        // after the last line.
        const std::size_t last = points_.x.size() - 1;
        if (last > 0 && points_.x[last] == points_.x[0] && points_.y[last] == points_.y[0]) {
            refuse_duplicate(path_, points_, last);
        }
    }

    const std::string& path_;
    const TableForm& form_;
    std::vector<std::string> columns_; ///< names in lower case
    std::size_t x_ = no_column; ///< index into columns_
    std::size_t y_ = no_column;
    std::vector<std::size_t> unnamed_; ///< indices into TablePoints::names
    TablePoints points_;
};

} // namespace

TablePoints read_points(const std::string& path, const TableForm& form)
{
    return PointReader(path, form).read();
}

void refuse_duplicate(const std::string& path, const TablePoints& points, std::size_t i)
{
    throw InputError(ProblemCode::duplicate, fmt::format("{}:{}", path, points.line[i]),
        fmt::format("duplicate cell at {}, {}", points.x[i], points.y[i]), "keep one of them");
}

} // namespace cityflux
