#include "pipeline/index/nearest_weights.h"

#include "pipeline/index/linear_program.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

namespace cityflux {
namespace {

double lead_of(
    const WeightConstraints& constraints, std::size_t row, const std::vector<double>& weights)
{
    return std::inner_product(weights.begin(), weights.end(), constraints.rows[row].begin(), 0.0);
}

std::vector<std::size_t> broken_rows(
    const WeightConstraints& constraints, const std::vector<double>& weights, double rounding)
{
    std::vector<std::size_t> broken;
    for (std::size_t row = 0; row < constraints.rows.size(); ++row) {
        if (lead_of(constraints, row, weights) < -constraints.tolerance - rounding) {
            broken.push_back(row);
        }
    }
    return broken;
}

/// Returns the centre of the weights that keep all rows except `broken`, with the rows that it
/// breaks. Returns std::nullopt if there are no such weights.
std::optional<FewestBroken> keeping_all_but(
    const std::vector<std::size_t>& broken, const WeightConstraints& constraints)
{
    WeightConstraints kept { constraints.weights, {}, constraints.tolerance };
    for (std::size_t row = 0; row < constraints.rows.size(); ++row) {
        if (!std::binary_search(broken.begin(), broken.end(), row)) {
            kept.rows.push_back(constraints.rows[row]);
        }
    }
    const auto centre = centre_of(kept);
    return centre
        ? std::optional(FewestBroken { *centre, broken_rows(constraints, *centre, 0.0), 0, false })
        : std::nullopt;
}

/// Best-first branch and bound: each branch decides for one more row whether it is kept or broken.
///
/// The relaxed program of a node charges an undecided row for the distance by which it is broken,
/// relative to its largest distance. It is solved through its dual, which has a column for each row
/// and a row for each weight, of which there are few:
///
///   largest  -tolerance sum y_i + l  where  sum y_i row_ij + l <= 0 for each weight j,  0 <= y_i
///   <= 1 / farthest_i
///
/// Weights that break k rows have sum y_i (-tolerance - row_i . w) <= k for each y within these
/// bounds, optimal or not. Hence no weights break fewer than -tolerance sum y_i - max_j sum y_i
/// row_ij. The bound is computed from y itself and holds for any rounding of the solver.
class BrokenSearch {
public:
    BrokenSearch(const WeightConstraints& constraints, double seconds);

    FewestBroken search();

private:
    using Clock = std::chrono::steady_clock;
    /// Decision on one row. Together with the decisions of its parents it forms a node.
    struct Node {
        std::size_t parent;
        std::size_t place; ///< index of the row in `open_`
        bool broken;
        std::size_t bound;
        std::size_t depth;
    };
    enum class Said { nothing, kept, broken };
    static constexpr double most_seconds = 1e9;
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    void add(const Node& node);
    void enter(std::size_t node);
    void look_at(std::size_t node);
    std::size_t bound_by(const std::vector<double>& prices) const;
    void offer(const std::vector<double>& weights);
    void branch(std::size_t node, const std::vector<double>& weights, std::size_t bound);
    void give_up(std::size_t bound) { given_up_ = std::min(given_up_, bound); }

    const WeightConstraints& constraints_;
    Clock::time_point deadline_;
    std::size_t always_broken_ = 0;
    std::vector<std::size_t> open_; ///< rows that some weights keep and others break
    std::vector<double> farthest_; ///< by index in `open_`: largest distance, in points, by which
                                   ///< the row can be broken
    std::optional<ChangingProgram> dual_;
    std::vector<Said> said_; ///< by index in `open_`, for the node that was entered last
    std::vector<Node> nodes_;
    /// Nodes to visit: least bound first, then deepest, then latest.
    std::priority_queue<std::tuple<std::ptrdiff_t, std::size_t, std::size_t>> waiting_;
    FewestBroken best_;
    std::size_t given_up_ = none; ///< least bound of the nodes without an answer
};

BrokenSearch::BrokenSearch(const WeightConstraints& constraints, double seconds)
    : constraints_(constraints)
    , deadline_(Clock::now()
          + std::chrono::duration_cast<Clock::duration>(
              std::chrono::duration<double>(std::clamp(seconds, 0.0, most_seconds))))
{
    LinearProgram dual;
    dual.maximise = true;
    dual.rows.assign(constraints.weights, { {}, -LinearProgram::unbounded, 0.0 });
    for (std::size_t row = 0; row < constraints.rows.size(); ++row) {
        const auto& leads = constraints.rows[row];
        const auto [least, most] = std::minmax_element(leads.begin(), leads.end());
        if (*most < -constraints.tolerance) {
            ++always_broken_;
        }
        if (*most < -constraints.tolerance || *least >= -constraints.tolerance) {
            continue;
        }
        for (std::size_t i = 0; i < leads.size(); ++i) {
            if (leads[i] != 0.0) {
                dual.rows[i].entries.emplace_back(dual.columns.size(), leads[i]);
            }
        }
        open_.push_back(row);
        farthest_.push_back(-constraints.tolerance - *least);
        dual.columns.push_back({ 0.0, 1.0 / farthest_.back(), -constraints.tolerance });
    }
    for (auto& row : dual.rows) {
        row.entries.emplace_back(dual.columns.size(), 1.0);
    }
    dual.columns.push_back({ -LinearProgram::unbounded, LinearProgram::unbounded, 1.0 });
    dual_.emplace(std::move(dual));
    said_.assign(open_.size(), Said::nothing);
    // Equal weights are the answer if the search finds nothing better in time.
    best_.weights.assign(constraints.weights, 1.0 / static_cast<double>(constraints.weights));
    best_.broken = broken_rows(constraints, best_.weights, 0.0);
}

void BrokenSearch::add(const Node& node)
{
    waiting_.emplace(-static_cast<std::ptrdiff_t>(node.bound), node.depth, nodes_.size());
    nodes_.push_back(node);
}

void BrokenSearch::enter(std::size_t node)
{
    // A kept row may have any price; at this one, weights that break it are almost never cheap.
    constexpr double high = 1e6;
    std::vector<Said> said(open_.size(), Said::nothing);
    for (; nodes_[node].place != none; node = nodes_[node].parent) {
        said[nodes_[node].place] = nodes_[node].broken ? Said::broken : Said::kept;
    }
    for (std::size_t i = 0; i < said.size(); ++i) {
        if (said[i] != said_[i]) {
            const double price = said[i] == Said::broken ? 0.0 : said[i] == Said::kept ? high : 1.0;
            dual_->set_bounds(i, 0.0, price / farthest_[i]);
        }
    }
    said_ = std::move(said);
}

void BrokenSearch::look_at(std::size_t node)
{
    enter(node);
    const auto relaxed
        = dual_->solve(std::chrono::duration<double>(deadline_ - Clock::now()).count());
    if (!relaxed) {
        branch(node, best_.weights, nodes_[node].bound);
        return;
    }
    const auto said_broken
        = static_cast<std::size_t>(std::count(said_.begin(), said_.end(), Said::broken));
    const std::size_t bound
        = std::max(nodes_[node].bound, always_broken_ + said_broken + bound_by(relaxed->values));
    if (bound >= best_.broken.size()) {
        return;
    }
    // The dual values of the dual program are the weights.
    std::vector<double> weights;
    for (const double dual : relaxed->duals) {
        weights.push_back(std::max(dual, 0.0));
    }
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (!(sum > 0.0)) {
        branch(node, best_.weights, bound);
        return;
    }
    for (double& weight : weights) {
        weight /= sum;
    }
    offer(weights);
    if (bound < best_.broken.size()) {
        branch(node, weights, bound);
    }
}

std::size_t BrokenSearch::bound_by(const std::vector<double>& prices) const
{
    double sum = 0.0;
    std::vector<double> by_weight(constraints_.weights, 0.0);
    for (std::size_t i = 0; i < open_.size(); ++i) {
        sum += prices[i];
        for (std::size_t j = 0; j < by_weight.size(); ++j) {
            by_weight[j] += prices[i] * constraints_.rows[open_[i]][j];
        }
    }
    const double proven
        = -constraints_.tolerance * sum - *std::max_element(by_weight.begin(), by_weight.end());
    // The number of rows is an integer; rounding of the sums is far below this.
    constexpr double rounding = 1e-6;
    const double all = static_cast<double>(open_.size()) + 1.0;
    return static_cast<std::size_t>(std::ceil(std::clamp(proven - rounding, 0.0, all)));
}

void BrokenSearch::offer(const std::vector<double>& weights)
{
    // Relaxed weights may just keep many rows, or break them only by rounding. The centre of the
    // same cell decides.
    constexpr double rounding = 1e-9;
    const auto seeming = broken_rows(constraints_, weights, rounding);
    if (seeming.size() >= best_.broken.size()) {
        return;
    }
    auto better = keeping_all_but(seeming, constraints_);
    if (!better) {
        better = FewestBroken { weights, broken_rows(constraints_, weights, 0.0), 0, false };
    }
    if (better->broken.size() < best_.broken.size()) {
        best_ = std::move(*better);
    }
}

void BrokenSearch::branch(std::size_t node, const std::vector<double>& weights, std::size_t bound)
{
    std::size_t chosen = none;
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < open_.size(); ++i) {
        const double broken_by = -constraints_.tolerance - lead_of(constraints_, open_[i], weights);
        if (said_[i] == Said::nothing && broken_by / farthest_[i] > largest) {
            largest = broken_by / farthest_[i];
            chosen = i;
        }
    }
    if (chosen == none) {
        give_up(bound);
        return;
    }
    const std::size_t depth = nodes_[node].depth + 1;
    add({ node, chosen, true, bound, depth });
    add({ node, chosen, false, bound, depth });
}

FewestBroken BrokenSearch::search()
{
    add({ none, none, false, always_broken_, 0 });
    const auto least = [&] { return static_cast<std::size_t>(-std::get<0>(waiting_.top())); };
    while (!waiting_.empty() && least() < best_.broken.size() && Clock::now() < deadline_) {
        const std::size_t node = std::get<2>(waiting_.top());
        waiting_.pop();
        look_at(node);
    }
    best_.bound = std::min({ best_.broken.size(), given_up_, waiting_.empty() ? none : least() });
    best_.proven = best_.bound == best_.broken.size();
    return std::move(best_);
}

} // namespace

FewestBroken fewest_broken(const WeightConstraints& constraints, double seconds)
{
    return BrokenSearch(constraints, seconds).search();
}

} // namespace cityflux
