#include "grids/storage/table_points.h"

#include "grids/storage/text_file.h"
#include "grids/text/error.h"
#include "grids/text/number_text.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t most_header_lines = 50;

bool is_x(const std::string& name)
{
    return name == "lon" || name == "longitude" || name == "long" || name == "x"
        || name == "easting";
}

bool is_y(const std::string& name)
{
    return name == "lat" || name == "latitude" || name == "y" || name == "northing";
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
        const auto x = std::find_if(columns_.begin(), columns_.end(), is_x);
        const auto y = std::find_if(columns_.begin(), columns_.end(), is_y);
        if (columns_.size() != count || x == columns_.end() || y == columns_.end()) {
            throw InputError(ProblemCode::ambiguous, path_,
                fmt::format("ambiguous columns: the meaning of the {} columns is unknown", count),
                "name them in a header line (lon,lat,value) or as [table] columns in an inventory "
                "TOML");
        }
        points_.degrees = x->starts_with("lon") && y->starts_with("lat");
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            if (!is_x(columns_[c]) && !is_y(columns_[c])) {
                points_.names.push_back(
                    columns_[c].empty() ? fmt::format("column {}", c + 1) : columns_[c]);
            }
        }
        points_.values.resize(points_.names.size());
    }

    void add_point(const std::vector<std::string_view>& fields, std::size_t line)
    {
        points_.line.push_back(line);
        std::size_t next = 0;
        for (std::size_t c = 0; c < fields.size(); ++c) {
            const double number = *number_of(fields[c]);
            if (is_x(columns_[c]) || is_y(columns_[c])) {
                if (!std::isfinite(number)) {
                    throw InputError(
                        ProblemCode::missing, subject_of(line), "missing coordinate of a cell");
                }
                if (points_.degrees && is_y(columns_[c]) && std::abs(number) > 90.0) {
                    throw InputError(ProblemCode::out_of_range, subject_of(line),
                        fmt::format("latitude out of range: {} (allowed: -90 to 90)", number));
                }
                (is_x(columns_[c]) ? points_.x : points_.y).push_back(number);
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
