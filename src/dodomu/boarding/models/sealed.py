"""The names under which columns of leaving are sealed: a value copied from one column into another does not open."""

TOUCH_BODY = "touch.body"
TOUCH_PHOTO = "touch.photo"
CUSTODY_NUMBER = "custody.number"
POST_SHARED = "post.shared"
POST_OWN = "post.own"
