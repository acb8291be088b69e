#include "pipeline/clip/map_overviews.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace cityflux {
namespace {

std::vector<OverviewLinks::Link> links(std::size_t fine, std::size_t coarse)
{
    std::vector<OverviewLinks::Link> all;
    const double step = static_cast<double>(fine) / static_cast<double>(coarse);
    for (std::size_t k = 0; k < coarse; ++k) {
        const double begin = static_cast<double>(k) * step;
        const double end
            = k + 1 == coarse ? static_cast<double>(fine) : static_cast<double>(k + 1) * step;
        for (auto i = static_cast<std::size_t>(begin); i < fine && static_cast<double>(i) < end;
             ++i) {
            const double share = std::min(end, static_cast<double>(i + 1))
                - std::max(begin, static_cast<double>(i));
            if (share > 0.0) {
                all.push_back({ i, k, share });
            }
        }
    }
    return all;
}

} // namespace

std::vector<OverviewSize> overview_sizes(const Grid& grid, std::size_t most)
{
    std::vector<OverviewSize> sizes;
    OverviewSize last { grid.rows(), grid.columns() };
    for (std::size_t factor = 2; std::max(last.rows, last.columns) > most; factor *= 2) {
        last = { (grid.rows() + factor - 1) / factor, (grid.columns() + factor - 1) / factor };
        sizes.push_back(last);
    }
    return sizes;
}

OverviewLinks::OverviewLinks(
    std::size_t rows_of_map, std::size_t columns_of_map, const OverviewSize& of)
    : size(of)
    , rows(links(rows_of_map, of.rows))
    , columns(links(columns_of_map, of.columns))
{
}

void OverviewRows::add(std::span<const double> amounts, std::span<const double> extents)
{
    const auto& [size, rows, columns] = *links_;
    for (; next_link_ < rows.size() && rows[next_link_].fine == next_; ++next_link_) {
        const OverviewLinks::Link& row = rows[next_link_];
        while (open_.size() <= row.coarse - first_open_) {
            open_.push_back(
                { std::vector<double>(size.columns, std::numeric_limits<double>::quiet_NaN()),
                    std::vector<double>(size.columns, 0.0) });
        }
        Row& into = open_[row.coarse - first_open_];
        for (const OverviewLinks::Link& column : columns) {
            const double share = row.share * column.share;
            const double amount = amounts[column.fine];
            if (!std::isnan(amount)) {
                double& sum = into.amounts[column.coarse];
                sum = (std::isnan(sum) ? 0.0 : sum) + share * amount;
            }
            into.extents[column.coarse] += share * extents[column.fine];
        }
    }
    ++next_;
    // Links are sorted by rows of the overview. A row is complete if the next
    // link belongs to another row.
    const std::size_t first_not_whole
        = next_link_ < rows.size() ? rows[next_link_].coarse : size.rows;
    for (; first_open_ < first_not_whole; ++first_open_, open_.pop_front()) {
        for (std::size_t c = 0; c < size.columns; ++c) {
            whole_.push_back(open_.front().amounts[c] / open_.front().extents[c]);
        }
    }
}

std::vector<double> OverviewRows::take()
{
    return std::exchange(whole_, {});
}

} // namespace cityflux
