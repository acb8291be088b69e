#include "pipeline/row_plan.h"

#include <algorithm>
#include <map>

namespace cityflux {

RowPlan::RowPlan(const Coverage& coverage, const Grid& grid)
    : cities_(coverage.cities.size())
    , piece_start_(grid.rows() + 1, 0)
{
    for (const CityCoverage& city : coverage.cities) {
        for (const CoveredRun& run : city.runs) {
            ++piece_start_[run.row + 1];
        }
        for (const CoveredCell& cell : city.cells) {
            ++piece_start_[cell.row + 1];
        }
    }
    for (std::size_t r = 0; r < grid.rows(); ++r) {
        piece_start_[r + 1] += piece_start_[r];
    }
    pieces_.resize(piece_start_.back());
    std::vector<std::size_t> next(piece_start_.begin(), piece_start_.end() - 1);
    for (std::uint32_t c = 0; c < coverage.cities.size(); ++c) {
        const CityCoverage& city = coverage.cities[c];
        for (const CoveredRun& run : city.runs) {
            pieces_[next[run.row]++] = { c, run.column, run.length, 1.0, 1.0 };
        }
        for (const CoveredCell& cell : city.cells) {
            pieces_[next[cell.row]++] = { c, cell.column, 1, cell.weight, cell.fraction };
        }
    }
    claim_start_.push_back(0);
    for (std::size_t r = 0; r < grid.rows(); ++r) {
        const auto begin = pieces_.begin() + static_cast<std::ptrdiff_t>(piece_start_[r]);
        const auto end = pieces_.begin() + static_cast<std::ptrdiff_t>(piece_start_[r + 1]);
        std::stable_sort(begin, end, [](const Piece& a, const Piece& b) {
            return a.city != b.city ? a.city < b.city : a.column < b.column;
        });
        // Runs change the number of cities over a stretch; partly covered cells add their weight to one column.
        std::map<std::uint32_t, int> wholly;
        std::map<std::uint32_t, double> partly;
        for (auto piece = begin; piece != end; ++piece) {
            if (piece->whole()) {
                ++wholly[piece->column];
                --wholly[piece->column + piece->length];
            } else {
                partly[piece->column] += piece->weight;
                wholly.try_emplace(piece->column, 0);
                wholly.try_emplace(piece->column + 1, 0);
            }
        }
        int depth = 0;
        for (auto change = wholly.begin(); change != wholly.end(); ++change) {
            depth += change->second;
            const auto following = std::next(change);
            const auto part = partly.find(change->first);
            const double weight = depth + (part == partly.end() ? 0.0 : part->second);
            if (weight > 0.0 && following != wholly.end()) {
                claims_.push_back({ change->first, following->first - change->first, weight });
            }
        }
        claim_start_.push_back(claims_.size());
    }
}

std::span<const RowPlan::Piece> RowPlan::pieces(std::size_t row) const
{
    return std::span(pieces_).subspan(piece_start_[row], piece_start_[row + 1] - piece_start_[row]);
}

std::span<const RowPlan::Claim> RowPlan::claims(std::size_t row) const
{
    return std::span(claims_).subspan(claim_start_[row], claim_start_[row + 1] - claim_start_[row]);
}

} // namespace cityflux
