"""Who somebody is: tokens, sign-in, and the cookie that stands for one."""
