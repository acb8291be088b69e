#include "pipeline/index/index_tree.h"

#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Names = std::vector<std::string>;

/// Largest rounding error of the sum of the weights of siblings.
constexpr double weight_tolerance = 1e-9;

/// Throws InputError on a code that another branch or the index has.
void check_code(
    const IndexBranch& root, const std::vector<IndexBranch>& branches, std::size_t position)
{
    const IndexBranch& branch = branches[position];
    if (same_word(branch.label.code, root.label.code)) {
        branch.section.refuse(ProblemCode::duplicate,
            fmt::format("duplicate code '{}', the name of the index", branch.label.code),
            "choose another code");
    }
    for (std::size_t i = 0; i < position; ++i) {
        if (same_word(branch.label.code, branches[i].label.code)) {
            branch.section.refuse(ProblemCode::duplicate,
                fmt::format("duplicate code '{}', also of {} (line {})", branch.label.code,
                    branches[i].section.name(), branches[i].section.line()),
                "choose another code for one of them");
        }
    }
}

/// Throws InputError on duplicate codes and missing parents.
void check_codes(const IndexBranch& root, const std::vector<IndexBranch>& branches)
{
    Names domains;
    for (const IndexBranch& branch : branches) {
        if (branch.indicator == IndexNode::nowhere) {
            domains.push_back(branch.label.code);
        }
    }
    for (std::size_t i = 0; i < branches.size(); ++i) {
        check_code(root, branches, i);
        const std::string& parent = branches[i].parent;
        if (!parent.empty() && std::find(domains.begin(), domains.end(), parent) == domains.end()) {
            branches[i].section.refuse(ProblemCode::unknown,
                fmt::format("unknown domain '{}'{}, domains: {}", parent,
                    did_you_mean(parent, domains, 3), joined(domains, ", ")));
        }
    }
}

/// Builder of the tree: parents before children.
class TreeBuilder {
public:
    explicit TreeBuilder(const std::vector<IndexBranch>& branches)
        : branches_(branches)
        , built_(branches.size(), false)
    {
    }

    /// Builds the tree. Throws InputError if a branch does not reach the root.
    IndexTree build(const IndexBranch& root)
    {
        add_children(add_node(root, IndexNode::nowhere), root, "");
        for (std::size_t i = 0; i < branches_.size(); ++i) {
            if (!built_[i]) {
                branches_[i].section.refuse(ProblemCode::inconsistent,
                    fmt::format(
                        "inconsistent parents: '{}' leads to a cycle that never reaches the index",
                        branches_[i].parent),
                    "remove the parent of one domain of the cycle");
            }
        }
        return std::move(tree_);
    }

private:
    std::size_t add_node(const IndexBranch& branch, std::size_t parent)
    {
        tree_.nodes.push_back({ .parent = parent,
            .children = {},
            .weight = branch.weight,
            .mean = branch.mean,
            .most_missing = branch.most_missing,
            .indicator = branch.indicator });
        tree_.labels.push_back(branch.label);
        return tree_.nodes.size() - 1;
    }

    /// Adds the branches below `parent`, and all that is below them. `code` is how they name it.
    void add_children(std::size_t node, const IndexBranch& parent, const std::string& code)
    {
        std::vector<std::size_t> children;
        for (std::size_t i = 0; i < branches_.size(); ++i) {
            if (branches_[i].parent == code) {
                children.push_back(i);
            }
        }
        if (children.empty()) {
            parent.section.refuse(
                ProblemCode::missing, "missing indicators below it", "add some, or leave it out");
        }
        check_weights(parent, children);
        for (const std::size_t i : children) {
            const IndexBranch& branch = branches_[i];
            built_[i] = true;
            const std::size_t child = add_node(branch, node);
            tree_.nodes[node].children.push_back(child);
            if (branch.indicator == IndexNode::nowhere) {
                add_children(child, branch, branch.label.code);
            }
        }
    }

    void check_weights(const IndexBranch& parent, const std::vector<std::size_t>& children) const
    {
        double sum = 0.0;
        Names parts;
        for (const std::size_t i : children) {
            sum += branches_[i].weight;
            parts.push_back(fmt::format("{} {}", branches_[i].label.code, branches_[i].weight));
        }
        if (!(std::abs(sum - 1.0) <= weight_tolerance)) {
            parent.section.refuse(ProblemCode::inconsistent,
                fmt::format(
                    "inconsistent weights of its children: they sum to {:.12g}, not to 1 ({})", sum,
                    joined(parts, ", ")));
        }
    }

    const std::vector<IndexBranch>& branches_;
    std::vector<bool> built_; ///< by branch
    IndexTree tree_;
};

} // namespace

IndexTree index_tree(const IndexBranch& root, const std::vector<IndexBranch>& branches)
{
    check_codes(root, branches);
    return TreeBuilder(branches).build(root);
}

} // namespace cityflux
